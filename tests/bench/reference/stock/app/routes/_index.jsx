export default function Index() {
  return <h1>The stock way</h1>;
}
