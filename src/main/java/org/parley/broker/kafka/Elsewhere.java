package org.parley.broker.kafka;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;

/** Qualifies a CDI event of another node's, which has told all nodes of it already. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@interface Elsewhere {
    Elsewhere QUALIFIER = new Literal();

    /** The qualifier as an object. */
    @SuppressWarnings("serial")
    final class Literal extends AnnotationLiteral<Elsewhere> implements Elsewhere {}
}
