package org.parley.testing.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test runs inside the server, with what it injects, as part of the WAR that the build made. All such tests share
 * one deployment and its database: each makes its own users and conversations. The build runs them once on the embedded
 * database and once on MariaDB.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ArquillianExtension.class)
@Tag("in-container")
public @interface InContainer {}
