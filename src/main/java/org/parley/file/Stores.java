package org.parley.file;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.parley.config.Settings;
import org.parley.timer.Workers;

/** Makes the store that the settings name. */
@ApplicationScoped
class Stores {
    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Inject
    private Workers executor;

    @Produces
    @Singleton
    BlobStore store() {
        Settings.Files files = settings.files();
        return files.s3()
                .<BlobStore>map(bucket -> new S3Blobs(bucket, clock, executor))
                .orElseGet(() -> new DiskBlobs(files.folder(), files.reserve()));
    }
}
