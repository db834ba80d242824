"""Small models with random weights, laid out and named as the public hub's exports are."""
