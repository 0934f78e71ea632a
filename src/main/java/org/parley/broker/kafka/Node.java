package org.parley.broker.kafka;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.config.Settings;

/** This node, from its start to its end. */
@ApplicationScoped
class Node {
    private final String unique = UUID.randomUUID().toString();

    @Inject
    private Settings settings;

    /** @return different for all nodes, also where two were given the same name, and for each start */
    String id() {
        return settings.node() + "/" + unique;
    }
}
