# The image of all nodes, and of the job that changes the tables. Build Parley first: ./mvnw -B package -pl server -am -Dmaven.test.skip=true
#   docker build -t parley .
# Any image will do that has a JRE 17 on the PATH; give another with --build-arg BASE=...
ARG BASE=eclipse-temurin:17-jre
FROM ${BASE}
COPY server/target/dist/lib /opt/parley/lib
# Nothing runs as root, and nothing is written but /tmp.
USER 10001:10001
# A collector reads it.
ENV PARLEY_LOG_FORMAT=json
EXPOSE 8080 8081 8558 25520
# The JVM is the first process: SIGTERM reaches it.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-cp", "/opt/parley/lib/*"]
CMD ["parley.server.Main"]
