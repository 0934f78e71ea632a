package org.parley.fuzz;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

import org.parley.config.SettingsInputs;
import org.parley.file.FileInputs;
import org.parley.protocol.ProtocolInputs;
import org.parley.search.SearchInputs;
import org.parley.security.SecurityInputs;

/** A parser that strangers reach. It fails with an exception if it does not do what it must with an input. */
enum Target {
    FRAMES(ProtocolInputs::frames),
    CONTENT(ProtocolInputs::content),
    ACCESS_TOKEN(SecurityInputs::accessToken),
    REFRESH_TOKEN(SecurityInputs::refreshToken),
    FORWARDED(SecurityInputs::forwarded),
    SETTING(SettingsInputs::setting),
    SEARCH(SearchInputs::question),
    FILE_NAME(FileInputs::name),
    RANGE(FileInputs::range),
    UPLOAD(FileInputs::form),
    IMAGE(FileInputs::image);

    private final Consumer<byte[]> parser;

    Target(Consumer<byte[]> parser) {
        this.parser = parser;
    }

    void parse(byte[] input) {
        parser.accept(input);
    }

    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where inputs are kept: examples that begin a search, and everything that was once parsed wrongly. */
    Path corpus() {
        return Path.of("src/test/resources/fuzz", folder()).toAbsolutePath();
    }
}
