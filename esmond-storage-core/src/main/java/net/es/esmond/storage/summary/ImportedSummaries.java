package net.es.esmond.storage.summary;

/**
 * The result of storing summaries that another archive made.
 *
 * @param stored summaries that were stored, or were stored so before
 * @param derived summaries that were passed over, because the archive makes them from base points,
 *     or has another summary of their window already
 * @param expired summaries that have outlived their retention
 */
public record ImportedSummaries(long stored, long derived, long expired) {}
