"""What contradicts within the section `data`, and what its rows show that deserves an error or a notice."""
