"""The figures of all customers against what did not go through the product: a second opinion, and other spellings."""
