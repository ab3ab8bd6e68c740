"""Areas, postcodes and population figures: loading them, and finding a postcode's point and areas."""
