package org.parley.search;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * How the database is asked for rows with certain tokens: MySQL and MariaDB by their full-text index, in boolean mode. H2
 * has none that takes part in transactions, and compares the tokens of the reader's conversations one after the other.
 */
@ApplicationScoped
class Matching {
    @Resource(lookup = "java:app/jdbc/parley")
    private DataSource dataSource;

    private volatile Boolean fullText;

    /** @return a condition on the column {@code s.tokens}, whose parameters were added to these */
    String condition(Question question, List<Object> parameters) {
        if (hasFullText()) {
            parameters.add(question.inBooleanMode());
            return "MATCH (s.tokens) AGAINST (? IN BOOLEAN MODE)";
        }
        List<String> patterns = question.patterns();
        parameters.addAll(patterns);
        String like = "s.tokens LIKE ? ESCAPE '!'";
        return like + (" AND " + like).repeat(patterns.size() - 1);
    }

    private boolean hasFullText() {
        if (fullText == null) {
            try (Connection connection = dataSource.getConnection()) {
                fullText = !"H2".equals(connection.getMetaData().getDatabaseProductName());
            } catch (SQLException e) {
                throw new IllegalStateException("The database does not answer: " + e.getMessage(), e);
            }
        }
        return fullText;
    }
}
