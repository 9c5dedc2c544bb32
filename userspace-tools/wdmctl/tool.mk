libs := -ljansson
