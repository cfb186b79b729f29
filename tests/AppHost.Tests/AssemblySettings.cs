// Each run is the whole product; two at a time would only slow each other down on a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
