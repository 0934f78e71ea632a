/** What makes the parts one application: JAX-RS, data source, migrations, start and stop, health and metrics. */
package org.parley.app;
