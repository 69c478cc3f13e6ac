"""What is done to encoded features: scaling, reduction, augmentation."""
