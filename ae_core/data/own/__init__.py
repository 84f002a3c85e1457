"""Your own data sets: files and folders → digits. `reading` tells which kind it is."""
