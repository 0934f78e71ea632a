/** The settings: the only place that reads MicroProfile Config. A wrong one stops the deployment and names itself. */
package org.parley.config;
