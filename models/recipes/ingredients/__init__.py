"""The names of ingredients, in lines of recipes."""
