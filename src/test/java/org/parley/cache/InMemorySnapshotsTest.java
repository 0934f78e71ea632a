package org.parley.cache;

class InMemorySnapshotsTest implements SnapshotsContract {
    private final Snapshots snapshots = new InMemorySnapshots();

    @Override
    public Snapshots snapshots() {
        return snapshots;
    }
}
