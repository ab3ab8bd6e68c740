"""What runs by itself: jobs, kept in the database by procrastinate, and the worker that does them.

A kind of job is a module with a function `add_to(app, office)` that adds its tasks, and the clock's where it
has any.
"""
