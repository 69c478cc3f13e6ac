"""Classical models at work: fitted by scikit-learn, kept as arrays, and answered from these by functions of our own."""
