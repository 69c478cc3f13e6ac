"""What `dltrain init` is made of: a look at the data, and a spec with a comment for every choice."""
