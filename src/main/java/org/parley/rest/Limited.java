package org.parley.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** This operation of a resource has a limit of its own, besides the one of all requests. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Limited {
    Kind value();

    /** What the limit is for. */
    enum Kind {
        /** Looking through what is not the caller's own. */
        SEARCH,
        /** Sending the server content that it is to keep. */
        UPLOAD
    }
}
