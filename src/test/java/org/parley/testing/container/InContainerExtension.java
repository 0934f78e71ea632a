package org.parley.testing.container;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.test.spi.client.deployment.DeploymentScenarioGenerator;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Tells Arquillian where the tests run and what is deployed there. */
public final class InContainerExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(DeployableContainer.class, SharedServer.class);
        builder.service(DeploymentScenarioGenerator.class, WarWithTests.class);
    }
}
