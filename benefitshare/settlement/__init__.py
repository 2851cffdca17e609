"""Settlement: the pipeline, its result and the explanation of every figure."""
