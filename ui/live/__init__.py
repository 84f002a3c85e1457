"""A live request on its way: routes, concurrency, requests, pictures, pipeline, encoding."""
