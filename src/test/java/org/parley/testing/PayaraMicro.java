package org.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The application in a Payara Micro that is set up with the commands of {@code server-config/payara}. */
public final class PayaraMicro extends ApplicationServer {
    private static final String SERVER_READY = ") ready in ";

    private final List<Path> preBoot = new ArrayList<>(List.of(Folders.prepared(
            "parley.payara-preboot",
            Path.of("server-config/payara/micro-preboot.asadmin").toAbsolutePath())));

    private final Path jar =
            Folders.prepared("parley.payara-micro", Folders.target().resolve("payara-micro.jar"));
    private final Path archive;
    private UnpackedPayaraMicro unpacked;

    /** Describes a server, not started yet. The name is the one of its folder and log file. */
    public PayaraMicro(String name) {
        this(name, null, null);
    }

    /** Describes a server that archives the classes that it has loaded when it is stopped. */
    PayaraMicro(String name, UnpackedPayaraMicro unpacked, Path archive) {
        super("Payara Micro", name, Folders.services().resolve("payara-" + name));
        this.unpacked = unpacked;
        this.archive = archive;
    }

    /** Adds a file of server commands to those of {@code server-config/payara}, run before the server starts. */
    public PayaraMicro preBoot(Path commands) {
        preBoot.add(commands.toAbsolutePath());
        return this;
    }

    @Override
    public boolean isStarted() {
        return logsOfThisStart().contains("Payara Micro URLs");
    }

    /** Payara Micro goes on without an application that it could not deploy. */
    @Override
    boolean deploymentFailed(String readiness) {
        return readiness.contains("No Application deployed")
                && logsOfThisStart().contains(SERVER_READY);
    }

    @Override
    void prepareStart() throws IOException {
        Path root = folder().resolve(UnpackedPayaraMicro.ROOT);
        if (startsQuickly()) {
            unpacked = unpacked == null ? UnpackedPayaraMicro.of(jar) : unpacked;
            unpacked.makeRoot(root);
        } else {
            Folders.empty(root);
        }
        Folders.empty(folder().resolve("tmp"));
        StringBuilder commands = new StringBuilder();
        for (Path more : preBoot) {
            commands.append(Files.readString(more)).append('\n');
        }
        Files.writeString(folder().resolve("pre-boot.txt"), commands);
        try (InputStream logging = PayaraMicro.class.getResourceAsStream("/payara-logging.properties")) {
            Files.copy(logging, folder().resolve("logging.properties"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>();
        if (startsQuickly()) {
            command.add(
                    archive == null
                            ? "-XX:SharedArchiveFile=" + unpacked.classes()
                            : "-XX:ArchiveClassesAtExit=" + archive);
            command.addAll(List.of("-jar", UnpackedPayaraMicro.ROOT + "/" + UnpackedPayaraMicro.LAUNCHER));
        } else {
            command.addAll(List.of("-jar", jar.toString(), "--rootDir", UnpackedPayaraMicro.ROOT));
        }
        command.addAll(List.of(
                "--prebootcommandfile",
                folder().resolve("pre-boot.txt").toString(),
                "--logproperties",
                folder().resolve("logging.properties").toString(),
                "--deploy",
                war().toString(),
                "--contextroot",
                "/",
                "--port",
                Integer.toString(port()),
                "--nohazelcast",
                "--disablephonehome"));
        return java(command);
    }
}
