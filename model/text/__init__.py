"""Turn written words into what the engines read: phones, pieces, or paired bytes."""
