package org.parley.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The application in a WildFly that is set up with the scripts of {@code server-config/wildfly}. All of them share the
 * files of one installation, which stays as it was unpacked; each has its own configuration and data.
 */
public final class WildFly extends ApplicationServer {
    private static final Duration SET_UP_LIMIT = Duration.ofMinutes(2);
    /** What WildFly's own start script gives to a JVM with modules. */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.net",
            "java.base/java.security",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.management/javax.management",
            "java.naming/javax.naming");

    /** The configuration that the script makes, once for all servers of this JVM. */
    private static Path setUp;

    private final Path base = folder().resolve("standalone");
    private final Path deployments = base.resolve("deployments");
    private final int managementPort = Ports.free();
    private final int tlsPort = Ports.free();
    private final Path modules = folder().resolve("modules");
    private final List<String> commands = new ArrayList<>();

    /** Describes a server, not started yet. The name is the one of its folder and log file. */
    public WildFly(String name) {
        super("WildFly", name, Folders.services().resolve("wildfly-" + name));
    }

    /** Runs a further script of {@code server-config/wildfly} before the first start. */
    public WildFly script(String file) {
        commands.add("--file=" + scripts().resolve(file));
        return this;
    }

    /** Gives the server a module of its own with this library before the first start. */
    public WildFly module(String module, Path library) {
        commands.add("--command=module add --name=" + module + " --resources=" + library
                + " --dependencies=java.se --module-root-dir=" + modules);
        return this;
    }

    /** Where HTTPS is answered, if the server has been told to. */
    public int tlsPort() {
        return tlsPort;
    }

    @Override
    public Path deployed() {
        return deployments.resolve("parley.war");
    }

    @Override
    public boolean isStarted() {
        return logsOfThisStart().contains("WFLYSRV0025") || logsOfThisStart().contains("WFLYSRV0026");
    }

    @Override
    boolean deploymentFailed(String readiness) {
        return Files.exists(deployments.resolve("parley.war.failed"));
    }

    @Override
    void prepareStart() throws IOException {
        Folders.empty(folder().resolve("tmp"));
        if (!Files.exists(base)) {
            Folders.copy(setUp(), base);
        }
        Files.createDirectories(modules);
        for (String command : commands) {
            cli(command, base, environment());
        }
        commands.clear();
        Folders.empty(deployments);
        Files.createSymbolicLink(deployments.resolve("parley.war"), war());
    }

    @Override
    List<String> command() {
        List<String> options = new ArrayList<>();
        OPENED.forEach(module -> options.add("--add-opens=" + module + "=ALL-UNNAMED"));
        options.addAll(List.of(
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.awt.headless=true",
                "-Djboss.modules.system.pkgs=org.jboss.byteman",
                "-Djboss.http.port=" + port(),
                "-Djboss.https.port=" + tlsPort,
                "-Djboss.management.http.port=" + managementPort,
                "-Dorg.jboss.boot.log.file=" + base.resolve("log").resolve("server.log"),
                "-Dlogging.configuration="
                        + base.resolve("configuration")
                                .resolve("logging.properties")
                                .toUri(),
                "-jar",
                home().resolve("jboss-modules.jar").toString(),
                "-mp",
                home().resolve("modules") + File.pathSeparator + modules,
                "org.jboss.as.standalone",
                "-Djboss.home.dir=" + home(),
                "-Djboss.server.base.dir=" + base));
        return java(options);
    }

    private static Path home() {
        return Folders.prepared("parley.wildfly", Folders.target().resolve("wildfly"));
    }

    private static Path scripts() {
        return Folders.prepared(
                "parley.wildfly-scripts", Path.of("server-config/wildfly").toAbsolutePath());
    }

    private static synchronized Path setUp() throws IOException {
        if (setUp == null) {
            Path made = Folders.services().resolve("wildfly-set-up");
            Folders.empty(made);
            Folders.copy(home().resolve("standalone"), made);
            cli("--file=" + scripts().resolve("parley.cli"), made, Map.of());
            setUp = made;
        }
        return setUp;
    }

    /** Runs a script or a command as an administrator does while the server is down. */
    private static void cli(String command, Path base, Map<String, String> environment) throws IOException {
        Path output = base.resolve("log").resolve("cli.log");
        Files.createDirectories(output.getParent());
        ProcessBuilder cli = new ProcessBuilder(
                        "sh",
                        home().resolve("bin").resolve("jboss-cli.sh").toString(),
                        "-Djboss.server.base.dir=" + base,
                        command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        cli.environment().putAll(environment);
        cli.environment().put("JAVA_HOME", System.getProperty("java.home"));
        cli.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        Process process = cli.start();
        try {
            if (!process.waitFor(SET_UP_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed:\n" + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
