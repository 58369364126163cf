"""What keeps a figure from being measured."""


class Failure(Exception):
    """One contestant could not be measured; the text says why, in the table as well."""


class Missing(Exception):
    """Something that has to be installed or built is not there; the text says what to do."""
