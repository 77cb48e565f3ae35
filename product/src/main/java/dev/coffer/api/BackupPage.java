package dev.coffer.api;

import dev.coffer.fault.Fault;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A page of a list in the order of its changes: its marker is the number of rows before it. As in Trove a caller may ask for more than
 * the usual page, and a full page has a link to the next one even if that is empty.
 */
record BackupPage(int limit, int offset) {
    private static final int LARGEST = 1000;

    static BackupPage of(Request request, int usual) {
        Map<String, String> parameters = request.parameters();
        int limit = number(parameters.getOrDefault("limit", ""), usual);
        if (limit == 0) {
            throw Fault.badRequest("The limit must be a positive integer.");
        }
        return new BackupPage(Math.min(limit, LARGEST), number(parameters.getOrDefault("marker", ""), 0));
    }

    private static int number(String text, int otherwise) {
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw Fault.badRequest("The limit and the marker of this list must be integers.");
        }
        return (int) Math.min(Long.parseLong(text), Integer.MAX_VALUE - LARGEST);
    }

    void link(ObjectNode body, int found, Call call, Links links) {
        if (found < limit) {
            return;
        }
        Map<String, String> parameters = new LinkedHashMap<>(call.request().parameters());
        parameters.put("marker", Integer.toString(offset + limit));
        StringBuilder href = new StringBuilder(links.base() + call.request().path());
        char mark = '?';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            href.append(mark)
                    .append(PercentCoding.encode(parameter.getKey()))
                    .append('=')
                    .append(PercentCoding.encode(parameter.getValue()));
            mark = '&';
        }
        body.withArray("links").addObject().put("rel", "next").put("href", href.toString());
    }
}
