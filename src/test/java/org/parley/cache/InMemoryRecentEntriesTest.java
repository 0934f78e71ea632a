package org.parley.cache;

class InMemoryRecentEntriesTest implements RecentEntriesContract {
    private final RecentEntries entries = new InMemoryRecentEntries();

    @Override
    public RecentEntries entries() {
        return entries;
    }
}
