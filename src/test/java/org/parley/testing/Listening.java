package org.parley.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** On which ports a process takes connections from other machines, as Linux tells in {@code /proc} (proc(5)). */
final class Listening {
    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    /** 127.0.0.1, ::1 and ::ffff:127.0.0.1, each word with its last byte first. */
    private static final Set<String> LOOPBACK =
            Set.of("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F");

    private Listening() {}

    static List<Integer> toOthers(long process) throws IOException {
        Path proc = Path.of("/proc", Long.toString(process));
        Set<String> inodes;
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            inodes = files.map(Listening::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        }
        List<String> sockets = new ArrayList<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            sockets.addAll(Files.readAllLines(proc.resolve(table)));
        }
        return sockets.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> LISTEN.equals(fields[STATE]) && inodes.contains(fields[INODE]))
                .map(fields -> fields[LOCAL_ADDRESS].split(":"))
                .filter(address -> !LOOPBACK.contains(address[0]))
                .map(address -> HexFormat.fromHexDigits(address[1]))
                .sorted()
                .toList();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
