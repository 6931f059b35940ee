"""When and where it runs: definitions, partitions, resources, IO managers, jobs, schedules, sensors, alerts, command
line.
"""
