package org.parley.testing.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/** For tests of what an embedded database does not have: a process, a protocol, a query plan. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "org.parley.testing.container.DatabaseServer#isMariaDb",
        disabledReason = "The embedded database has nothing of the kind")
public @interface OnlyOnMariaDb {}
