package org.parley.file;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** Until when a node has the turn to remove what nobody can see any more. */
@Entity
@Table(name = "parley_file_cleaning")
public class CleaningTurn {
    @Id
    private int id;

    @Column(name = "until_at")
    @Convert(converter = InstantConverter.class)
    private Instant until;

    protected CleaningTurn() {}
}
