"""A live request on its way: routes, concurrency, requests, pipeline, encoding."""
