"""What cannot be made again, copied while everything runs, and put back."""
