"""The language model at work: its windows, what they are measured by, and how it writes on."""
