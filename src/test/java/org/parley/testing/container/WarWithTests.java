package org.parley.testing.container;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.test.spi.client.deployment.DeploymentScenarioGenerator;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.parley.testing.Await;

/** The WAR that the build made, as it is, and the tests beside its classes. */
final class WarWithTests implements DeploymentScenarioGenerator {
    private static final List<String> PACKAGES = List.of(
            "admin",
            "app",
            "audit",
            "broker",
            "call",
            "contact",
            "conversation",
            "gateway",
            "inbox",
            "message",
            "presence",
            "receipt",
            "retention",
            "search",
            "security");

    private static boolean made;

    @Override
    public List<DeploymentDescription> generate(TestClass testClass) {
        return testClass.isAnnotationPresent(InContainer.class)
                ? List.of(new DeploymentDescription("parley", war()))
                : List.of();
    }

    /** Only the first one is ever deployed. */
    private static synchronized WebArchive war() {
        if (made) {
            return ShrinkWrap.create(WebArchive.class, "parley.war");
        }
        made = true;
        Path built = Path.of(System.getProperty("parley.war", "target/parley.war"));
        Path tests = Path.of(System.getProperty("parley.target", "target"), "test-classes", "org", "parley");
        WebArchive war = ShrinkWrap.createFromZipFile(WebArchive.class, built.toFile())
                .addClasses(
                        InContainer.class,
                        OnlyOnMariaDb.class,
                        DatabaseServer.class,
                        Fixture.class,
                        Fixture.Row.class,
                        Fixture.Sql.class,
                        Await.class);
        Stream.of(tests.toFile().listFiles())
                .filter(folder -> PACKAGES.contains(folder.getName()))
                .forEach(folder -> war.addAsResource(folder, "org/parley/" + folder.getName()));
        return war;
    }
}
