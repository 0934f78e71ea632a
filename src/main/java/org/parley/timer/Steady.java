package org.parley.timer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.inject.Qualifier;

/**
 * Of an {@link java.time.InstantSource}: it never jumps, whatever becomes of the system's. For how long something takes, or is due
 * or kept in the memory of this node. Its instants are not the time of day, and mean nothing to anybody else.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
public @interface Steady {}
