"""From what a person typed, a program wrote or an exception holds to the codes that it can mean."""
