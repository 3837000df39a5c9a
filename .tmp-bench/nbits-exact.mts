import { GraphBuilder } from '../engine/graphs/graph-builder.ts';
import { WeightFile } from '../engine/graphs/weight-file.ts';
import { blockLinear, quantizeBlocks, storeBlocks } from '../engine/graphs/block-linear.ts';
import { OnnxSession } from '../engine/runtime/onnx/onnx-session.ts';
import { writeFile, rm, mkdir } from 'node:fs/promises';
const dir='/tmp/nbits2'; await rm(dir,{recursive:true,force:true}); await mkdir(dir);
const rnd=(n:number)=>Float32Array.from({length:n},()=>Math.random()*2-1);
for(const [K,N] of [[576,576],[576,1536],[1536,576]] as const) for(const bits of [4,8] as const){
  const f=await WeightFile.create(`${dir}/${K}-${N}-${bits}.bin`);
  const g=new GraphBuilder('x');
  const st=await storeBlocks(f,quantizeBlocks(rnd(K*N),K,bits)); await f.close();
  const y=blockLinear(g,'w',g.input('x','float32',['M',K]),st); g.node('Identity',[y],{},['y']); g.output('y','float32',['M',N]);
  const m=`${dir}/${K}-${N}-${bits}.onnx`; await writeFile(m,g.build());
  for(const threads of [1,2]){
  const s=await OnnxSession.create(m,{threads});
  const x=rnd(20*K);
  const run=async(from:number,n:number)=>(await s.run({x:{type:'float32',data:x.slice(from*K,(from+n)*K),dims:[n,K]} as any},['y'])).y!.data as Float32Array;
  const single=[]; for(let i=0;i<20;i++) single.push((await run(i,1)).slice());
  const out=[];
  for(const M of [2,3,4,5,8,12,16,20]){ const r=await run(0,M); let diff=0,mx=0; for(let i=0;i<M*N;i++){const d=Math.abs(r[i]!-single[Math.floor(i/N)]![i%N]!); if(d>0)diff++; mx=Math.max(mx,d);} out.push(`${M}:${diff}(${mx.toExponential(1)})`); }
  console.log(K,N,bits,'threads',threads,out.join(' ')); await s.release(); }
}
