package org.parley.cache;

class InMemoryPresenceTest implements PresenceRegistryContract {
    private final PresenceRegistry presence = new InMemoryPresence(NODE);

    @Override
    public PresenceRegistry presence() {
        return presence;
    }
}
