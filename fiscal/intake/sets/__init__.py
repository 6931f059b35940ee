"""The files of one version of a filing: what each holds, which go together, and their readings as one."""
