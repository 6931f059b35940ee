"""What a person types: the functions behind the `fiscal` command, each saying what it does and what it shows;
`pipelines.command_line` gathers them.
"""
