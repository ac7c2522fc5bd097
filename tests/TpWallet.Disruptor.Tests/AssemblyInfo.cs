// Busy-spinning threads of one test would take the cores from another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
