"""What a city declares: its schema, its check, its versions, and the forms that follow from it."""
