"""Several machines: runs go to workers through Celery, and a run whose worker is gone is ended.

What is installed for it is `requirements-distributed.lock`; on one machine nothing here is loaded.
"""
