"""How well planted faults are found, how rarely healthy runs are taken for faulty ones, and whether patches help."""
