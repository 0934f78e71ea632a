package org.parley.app;

import java.io.IOException;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.parley.protocol.Refusal;
import org.parley.rest.Problem;

/** What the server answers where no resource does, in place of its own error pages, which tell strangers its version. */
@WebServlet("/error")
public class ErrorServlet extends HttpServlet {
    private static final Refusal STARTING = Refusal.unavailable("The server is starting; try again.");

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Object message = request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
        Problem problem = Problems.ofStatus(status instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND);
        if (problem.status() == HttpServletResponse.SC_NOT_FOUND && isOfRest(request)) {
            problem = Problem.of(STARTING);
        }
        if (problem.status() < 500 && message instanceof String sentence && sentence.endsWith(".")) {
            problem = new Problem(problem.status(), problem.code(), sentence);
        }
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        problem.retryAfterSeconds().ifPresent(wait -> response.setHeader("Retry-After", wait.toString()));
        response.getWriter().write(problem.json());
    }

    /** What REST does not find it says itself; the server does so only while REST is not there yet. */
    private static boolean isOfRest(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri
                && uri.startsWith(request.getContextPath() + "/api/");
    }
}
