package org.parley.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything under {@code /api}; resources are found by their annotations. META-INF/openapi.yaml describes them. */
@ApplicationPath("/api")
public class RestApplication extends Application {}
