package org.parley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real MariaDB in a process of its own, durable as in production: the log is flushed at each commit, so that what was
 * committed survives {@link #kill()}.
 *
 * <p>The data lies below {@code target/services} and is made anew by the first {@link #start()} of each object, so no
 * two servers of the same name may run at the same time. It has no TLS and listens on the loopback address only. Not
 * safe for use by several threads, but connections are.
 */
public final class MariaDbServer extends Service {
    private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(60);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String DATABASE = "parley";
    private static final String USER = "parley";
    private static final String PASSWORD = "parley-test";
    private static final List<String> SYSTEM_TABLES =
            List.of("mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql");

    private final String name;
    private final Path home =
            Folders.prepared("parley.mariadb", Folders.target().resolve("mariadb"));
    private final Path data;
    private final int port = Ports.free();
    private final List<String> options = new ArrayList<>();
    private int bufferPoolMegabytes = 128;
    private boolean initialised;

    /** Describes a server, not started yet. The name is the one of its folder and log file. */
    public MariaDbServer(String name) {
        super(Folders.services().resolve("mariadb-" + name), STOP_LIMIT);
        this.name = name;
        this.data = folder.resolve("data");
    }

    /** Sets the size of the InnoDB buffer pool (128 MiB if it is not called), from the next start on. */
    public MariaDbServer bufferPool(int megabytes) {
        this.bufferPoolMegabytes = megabytes;
        return this;
    }

    /** Adds server options such as {@code --max-connections=500}, from the next start on. */
    public MariaDbServer options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Starts the server and waits until it accepts connections. Does nothing if it runs. */
    public MariaDbServer start() {
        if (isRunning()) {
            return this;
        }
        try {
            if (!initialised) {
                initialise();
                initialised = true;
            }
            process = ServerProcess.start("MariaDB " + name, folder, log, command(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.awaitReady(START_LIMIT, this::accepts);
        return this;
    }

    /** Stops the server if it runs, and starts it on the same port with the same data. */
    public MariaDbServer restart() {
        stop();
        return start();
    }

    public int port() {
        return port;
    }

    /** The URL of the database that each server begins with, empty. */
    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    public String jdbcUrl(String database) {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + database;
    }

    /** A user who may do everything. */
    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    /**
     * Makes an empty database for one test and deletes the one of the same name that there may have been.
     *
     * @return its JDBC URL
     */
    public String createDatabase(String database) {
        if (!database.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a database name: " + database);
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + database);
            statement.execute("CREATE DATABASE " + database);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return jdbcUrl(database);
    }

    /** Opens a connection to the first database. The caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl() + "?connectTimeout=2000", USER, PASSWORD);
    }

    /**
     * Writes the first database into a file, with the program that the administrator of a real one takes.
     *
     * @param options of that program
     */
    public void dump(Path file, List<String> options) {
        List<String> command = client("mariadb-dump");
        command.addAll(options);
        command.add(DATABASE);
        run(command, ProcessBuilder.Redirect.PIPE, ProcessBuilder.Redirect.to(file.toFile()));
    }

    /** Makes the first database anew, with what {@link #dump} wrote. Nobody may use it meanwhile. */
    public void restore(Path file) {
        createDatabase(DATABASE);
        List<String> command = client("mariadb");
        command.addAll(List.of("--default-character-set=utf8mb4", DATABASE));
        run(command, ProcessBuilder.Redirect.from(file.toFile()), ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    private List<String> client(String program) {
        Path programs =
                Folders.prepared("parley.mariadb-clients", Folders.target().resolve("mariadb-clients"));
        return new ArrayList<>(List.of(
                executable(programs.resolve(program)),
                "--no-defaults",
                "--host=127.0.0.1",
                "--port=" + port,
                "--user=" + USER,
                "--password=" + PASSWORD,
                "--skip-ssl"));
    }

    private boolean accepts() {
        try (Connection connection = connect()) {
            return connection.isValid(2);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Makes the data folder with the system tables, and only those: no anonymous user, no help texts. */
    private void initialise() throws IOException {
        ServerProcess.endLeftover(folder);
        Folders.empty(folder);
        Files.createDirectory(data);
        Files.createDirectory(folder.resolve("tmp"));
        Files.writeString(
                folder.resolve("init.sql"),
                String.join(
                        "\n",
                        "CREATE DATABASE IF NOT EXISTS " + DATABASE + ";",
                        "CREATE USER IF NOT EXISTS '" + USER + "'@'%' IDENTIFIED BY '" + PASSWORD + "';",
                        "GRANT ALL PRIVILEGES ON *.* TO '" + USER + "'@'%' WITH GRANT OPTION;",
                        ""));
        StringBuilder sql = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
        for (String script : SYSTEM_TABLES) {
            sql.append(Files.readString(home.resolve("share").resolve(script), StandardCharsets.UTF_8))
                    .append('\n');
        }
        Path script = folder.resolve("system-tables.sql");
        Files.writeString(script, sql);
        bootstrap(script);
    }

    private void bootstrap(Path script) {
        List<String> command = basics();
        command.addAll(List.of("--bootstrap", "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=8M"));
        run(command, ProcessBuilder.Redirect.from(script.toFile()), ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    /** Runs a program to its end; what it complains about is in the log. */
    private void run(List<String> command, ProcessBuilder.Redirect input, ProcessBuilder.Redirect output) {
        try {
            Process program = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(input)
                    .redirectOutput(output)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            try {
                if (!program.waitFor(PROGRAM_LIMIT.toSeconds(), TimeUnit.SECONDS) || program.exitValue() != 0) {
                    throw new IllegalStateException(command.get(0) + " failed, see " + log + "\n" + logs());
                }
            } finally {
                program.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private List<String> command() {
        List<String> command = basics();
        command.addAll(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=mariadb.sock",
                "--init-file=" + folder.resolve("init.sql"),
                "--skip-name-resolve",
                "--skip-ssl",
                "--skip-log-bin",
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=" + bufferPoolMegabytes + "M",
                "--character-set-server=utf8mb4",
                "--default-time-zone=+00:00"));
        command.addAll(options);
        return command;
    }

    private List<String> basics() {
        List<String> command = new ArrayList<>(List.of(
                executable(home.resolve("bin/mariadbd")),
                "--no-defaults",
                "--basedir=" + home,
                "--datadir=" + data,
                "--tmpdir=" + folder.resolve("tmp"),
                "--lc-messages-dir=" + home.resolve("share")));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        return command;
    }

    private static String executable(Path program) {
        if (!Files.isExecutable(program) && !program.toFile().setExecutable(true)) {
            throw new IllegalStateException(program + " cannot be made executable");
        }
        return program.toString();
    }
}
