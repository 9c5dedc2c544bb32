libs := -ljansson -lcapstone
