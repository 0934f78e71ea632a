package org.parley.admin;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** A node that runs. */
@Entity
@Table(name = "parley_node")
class NodeRow {
    @Id
    private String id;

    private String name;
    private String version;
    private String mode;
    private long connections;
    private long users;

    @Column(name = "started_at")
    @Convert(converter = InstantConverter.class)
    private Instant startedAt;

    @Column(name = "seen_at")
    @Convert(converter = InstantConverter.class)
    private Instant seenAt;

    protected NodeRow() {}

    NodeRow(String id, String name, String version, String mode, Instant startedAt) {
        this.id = id;
        this.name = name;
        this.version = version;
        this.mode = mode;
        this.startedAt = startedAt;
    }

    NodeRow at(Instant now, long openConnections, long connectedUsers) {
        seenAt = now;
        connections = openConnections;
        users = connectedUsers;
        return this;
    }

    String id() {
        return id;
    }

    void update(NodeRow report) {
        at(report.seenAt, report.connections, report.users);
    }

    SystemResource.Node view() {
        return new SystemResource.Node(name, version, mode, connections, users, startedAt, seenAt);
    }
}
